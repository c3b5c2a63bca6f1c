namespace facerec {}
